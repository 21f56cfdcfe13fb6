BEGIN;
-- destructive: loses column public.t.more and its values
ALTER TABLE public.t DROP COLUMN more;
-- destructive: loses column app.t.more and its values
ALTER TABLE app.t DROP COLUMN more;
COMMIT;
