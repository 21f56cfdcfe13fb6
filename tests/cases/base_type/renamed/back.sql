BEGIN;
ALTER TYPE public.token_new RENAME TO token_old;
COMMIT;
