pub struct CaseSource;
