BEGIN;
SET search_path = public;
ALTER TABLE public.note ADD CONSTRAINT note_check CHECK (num_nonnulls(user_id, team_id) = 1);
ALTER TABLE public.note ADD CONSTRAINT note_check1 CHECK (num_nonnulls(user_id, "a b") <= 1);
ALTER TABLE public.note ADD CONSTRAINT note_check2 CHECK (num_nonnulls(team_id, "a b") <= 1);
COMMIT;
