BEGIN;
ALTER TABLE public.pet DROP CONSTRAINT pet_owner_fkey;
ALTER TABLE public.person DROP CONSTRAINT person_boss_fkey;
ALTER TABLE public.person ALTER COLUMN boss TYPE bigint USING boss::bigint;
ALTER TABLE public.person ALTER COLUMN id TYPE bigint USING id::bigint;
ALTER TABLE public.pet ALTER COLUMN owner TYPE bigint USING owner::bigint;
ALTER TABLE public.person ADD CONSTRAINT person_boss_fkey FOREIGN KEY (boss) REFERENCES public.person (id);
ALTER TABLE public.pet ADD CONSTRAINT pet_owner_fkey FOREIGN KEY (owner) REFERENCES public.person (id) ON DELETE CASCADE;
COMMIT;
