import SvgIcon, { SvgIconProps } from '@material-ui/core/SvgIcon';

/** A hub and its members. @public */
export function FederationIcon(props: SvgIconProps): JSX.Element {
  return (
    <SvgIcon {...props}>
      <path d="M12 8.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM4.5 3a2.5 2.5 0 0 1 2.3 3.5l2.3 2.1-1.3 1.5-2.4-2.2A2.5 2.5 0 1 1 4.5 3zm15 0a2.5 2.5 0 1 1-.9 4.9l-2.4 2.2-1.3-1.5 2.3-2.1A2.5 2.5 0 0 1 19.5 3zM11 17h2v1.2a2.5 2.5 0 1 1-2 0z" />
    </SvgIcon>
  );
}
