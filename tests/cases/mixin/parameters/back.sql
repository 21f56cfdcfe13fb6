BEGIN;
DROP TRIGGER touch_updated_at ON public.document;
-- destructive: loses table public.folder_share and its rows
DROP TABLE public.folder_share;
-- destructive: loses table public.document_share and its rows
DROP TABLE public.document_share;
DROP FUNCTION public.touch_updated_at();
-- destructive: loses column public.document.updated_at and its values
ALTER TABLE public.document DROP COLUMN updated_at;
-- destructive: loses column public.document.created_at and its values
ALTER TABLE public.document DROP COLUMN created_at;
COMMIT;
