BEGIN;
CREATE OR REPLACE TRUSTED LANGUAGE plmine HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
COMMIT;
