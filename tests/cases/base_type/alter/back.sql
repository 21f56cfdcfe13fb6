BEGIN;
ALTER TYPE public.token SET (RECEIVE = NONE);
DROP FUNCTION public.token_receive(internal);
COMMIT;
