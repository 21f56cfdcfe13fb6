BEGIN;
ALTER TYPE public.token_old RENAME TO token_new;
COMMIT;
