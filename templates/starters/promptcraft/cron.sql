-- A job that no word of the file schedules, by pg_cron, as its superuser in the database of the application. The others are
-- printed: `pgtoml sql --jobs pg_cron` for the read model, `pgtoml partitions --emit sql --emit pg_cron` for partitions.
-- Each may run twice without harm.

select cron.schedule('purge-deleted', '30 0 * * *', 'select purge_deleted_entities()');
