BEGIN;
SET search_path = public;
ALTER TABLE public.ticket DROP CONSTRAINT ticket_state_check;
ALTER TABLE public.ticket ADD CONSTRAINT ticket_kind_check CHECK (kind in ('it''s', E'a\\b'));
ALTER TABLE public.ticket ADD CONSTRAINT ticket_state_check CHECK (state in ('open', 'waiting', 'closed'));
COMMIT;
