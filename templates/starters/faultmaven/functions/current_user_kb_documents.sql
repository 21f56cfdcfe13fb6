select s.document_id
from public.kb_document_shares s join public.kb_documents d on d.document_id = s.document_id
where s.user_id = public.current_user_id() and d.visibility <> 'private'
union
select s.document_id
from public.kb_document_team_shares s join public.kb_documents d on d.document_id = s.document_id
where s.team_id in (select public.current_user_teams()) and d.visibility in ('team', 'organization')
union
select s.document_id
from public.kb_document_org_shares s join public.kb_documents d on d.document_id = s.document_id
where s.org_id in (select public.current_user_organizations('knowledge_base.read')) and d.visibility = 'organization'
