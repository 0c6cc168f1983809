/**
 * Puts a container's variables into its command and arguments, as the kubelet does: `$(NAME)` of a variable that is set, `$`
 * for `$$`; anything else stays as it is.
 */
export function expand(
  text: string,
  env: { name: string; value?: string }[] = [],
): string {
  const values = new Map(env.map(({ name, value = '' }) => [name, value]));
  return text.replace(
    /\$(?:\$|\(([^)]*)\))/g,
    (whole: string, name?: string) => {
      if (name === undefined) return '$';
      return values.get(name) ?? whole;
    },
  );
}
