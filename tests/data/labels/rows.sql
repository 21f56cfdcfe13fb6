select t::text from t order by id
