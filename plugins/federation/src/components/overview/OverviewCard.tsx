import { InfoCard } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { Link } from 'react-router-dom';
import { useT } from '../../hooks/useT';
import { useTemplateLink } from '../../hooks/useTemplateLink';
import { federationRouteRef } from '../../routes';
import { TEMPLATES } from '../../templates';
import { forEntity } from '../tabs/EntityTabs';
import { Overview } from './Overview';

/** Leads to the form that adds a member to a federation; nothing where no scaffolder is installed. */
export function AddMemberButton({ name }: { name: string }) {
  const t = useT();
  const link = useTemplateLink()(TEMPLATES.addMember, { federation: name });
  return link ? (
    <Button size="small" variant="outlined" component={Link} to={link}>
      {t('card.addMember')}
    </Button>
  ) : null;
}

/** A federation at a glance, as a card. */
export function OverviewCard({ name }: { name: string }) {
  const t = useT();
  const federationPath = useRouteRef(federationRouteRef);
  return (
    <InfoCard
      title={t('card.title', { name })}
      headerProps={{ action: <AddMemberButton name={name} /> }}
      deepLink={{ title: t('card.open'), link: federationPath({ name }) }}
    >
      <Overview name={name} />
    </InfoCard>
  );
}

/** The card of the entity's federation. */
export const EntityOverviewCard = forEntity(OverviewCard);
