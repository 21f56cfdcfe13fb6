BEGIN;
CREATE TRUSTED LANGUAGE plmine HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
COMMENT ON LANGUAGE plmine IS 'Mine';
REVOKE USAGE ON LANGUAGE plmine FROM PUBLIC;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f()
RETURNS integer
LANGUAGE plmine
AS $$begin return 1; end$$;
COMMIT;
