-- The jobs, by pg_cron, as its superuser in the database of the application. Each may run twice without harm.

select cron.schedule('refresh-stats', '0 * * * *', 'select refresh_read_model()');
select cron.schedule('make-partitions', '10 0 * * *', 'select ensure_partitions()');
select cron.schedule('drop-partitions', '20 0 * * *', 'select drop_expired_partitions()');
select cron.schedule('purge-deleted', '30 0 * * *', 'select purge_deleted_entities()');
