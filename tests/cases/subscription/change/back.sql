BEGIN;
ALTER SUBSCRIPTION s SET (binary = true, streaming = "on", synchronous_commit = 'local', disable_on_error = true, password_required = false, run_as_owner = true, origin = "none");
ALTER SUBSCRIPTION s SET PUBLICATION a, b WITH (refresh = false);
ALTER SUBSCRIPTION slot SET (slot_name = NONE);
COMMIT;
