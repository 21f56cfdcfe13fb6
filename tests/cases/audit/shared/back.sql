BEGIN;
DROP TRIGGER audit_truncate ON public.event_2026;
DROP TRIGGER audit_truncate ON public.event;
DROP TRIGGER audit_rows ON public.event;
DROP TRIGGER audit_truncate ON public.a;
DROP TRIGGER audit_rows ON public.a;
DROP FUNCTION history.changes_write();
-- destructive: loses table history.changes and its rows
DROP TABLE history.changes;
COMMIT;
