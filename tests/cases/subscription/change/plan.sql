BEGIN;
ALTER SUBSCRIPTION s SET (binary = false, streaming = parallel, synchronous_commit = 'off', disable_on_error = false, password_required = true, run_as_owner = false, origin = "any");
ALTER SUBSCRIPTION s SET PUBLICATION c WITH (refresh = false);
ALTER SUBSCRIPTION slot SET (slot_name = 'other');
COMMIT;
