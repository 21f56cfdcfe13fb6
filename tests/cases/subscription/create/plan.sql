\getenv PUBLISHER PUBLISHER
BEGIN;
CREATE SUBSCRIPTION "With all" CONNECTION :'PUBLISHER' PUBLICATION a WITH (connect = false, slot_name = NONE, enabled = false, binary = true, streaming = "on", synchronous_commit = 'local', disable_on_error = true, password_required = false, run_as_owner = true, origin = "none");
CREATE SUBSCRIPTION s CONNECTION :'PUBLISHER' PUBLICATION a, b WITH (connect = false, slot_name = NONE, enabled = false);
COMMENT ON SUBSCRIPTION s IS 'From there';
COMMIT;
