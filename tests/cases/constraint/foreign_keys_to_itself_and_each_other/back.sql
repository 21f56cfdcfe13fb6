BEGIN;
ALTER TABLE public.team DROP CONSTRAINT team_parent_fkey;
ALTER TABLE public.team DROP CONSTRAINT team_lead_fkey;
ALTER TABLE public.person DROP CONSTRAINT person_team_fkey;
ALTER TABLE public.person DROP CONSTRAINT person_boss_fkey;
-- destructive: loses column public.team.parent and its values
ALTER TABLE public.team DROP COLUMN parent;
-- destructive: loses column public.team.lead and its values
ALTER TABLE public.team DROP COLUMN lead;
-- destructive: loses column public.person.team and its values
ALTER TABLE public.person DROP COLUMN team;
-- destructive: loses column public.person.boss and its values
ALTER TABLE public.person DROP COLUMN boss;
COMMIT;
