-- refused: table auth.users: table auth.users is declared in `[external]`, and the database does not have it; whoever it belongs to must create it first, or take it out of `[external]`
BEGIN;
ALTER TABLE public.t ADD CONSTRAINT t_id_fkey FOREIGN KEY (id) REFERENCES auth.users (id);
COMMIT;
