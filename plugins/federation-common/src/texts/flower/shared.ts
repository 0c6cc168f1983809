// What several causes say alike.

export const AGAIN =
  'Apply the federation again. If that names fields that somebody has changed, let it take them over (takeOver).';
export const MAKES_IT =
  'Apply the federation again: it makes what is missing, and leaves the rest as it is.';
export const TAKE_OVER =
  'Apply the federation again and let it take over changed fields (takeOver), or undo that change.';
export const TAKEN = {
  explanation:
    'A Deployment of that name is there already, and it was not made for this federation. What is not its own, the federation leaves alone.',
  remedy:
    'Use another namespace, or delete that Deployment; then apply the federation again. What is no other federation’s can be adopted by that, when it is asked for (adopt).',
};
export const RENEWS = 'Apply the federation again: it renews the certificate.';
export const POD_REFUSED = {
  explanation:
    'A quota, Pod Security or another policy of the namespace does not allow the pod.',
  remedy: 'Ask the cluster’s administrator to allow what the message names.',
};
