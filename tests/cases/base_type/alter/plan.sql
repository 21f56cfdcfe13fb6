BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.token_receive(internal)
RETURNS public.token
LANGUAGE internal
STABLE
STRICT
AS $$textrecv$$;
ALTER TYPE public.token SET (RECEIVE = public.token_receive);
COMMIT;
