BEGIN;
SET search_path = public;
ALTER TABLE public.ticket DROP CONSTRAINT ticket_state_check;
ALTER TABLE public.ticket DROP CONSTRAINT ticket_kind_check;
ALTER TABLE public.ticket ADD CONSTRAINT ticket_state_check CHECK (state in ('open', 'closed'));
COMMIT;
