BEGIN;
DROP TRIGGER touch_updated_at ON public.note;
DROP TRIGGER touch_updated_at ON app.note;
DROP TRIGGER touch_seen ON app.note;
DROP FUNCTION app.touch_updated_at();
DROP FUNCTION app.touch_seen();
-- destructive: loses table public.other and its rows
DROP TABLE public.other;
DROP FUNCTION public.touch_updated_at();
COMMIT;
