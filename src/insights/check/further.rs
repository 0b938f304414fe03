use super::super::ast::Further;
use super::{Checker, Place, check};

impl Checker {
    pub(super) fn further(&mut self, further: &Further) {
        match further {
            Further::RelevantFields { fields, condition } => {
                self.fields(fields);
                self.expression(condition, Place::Row);
                let left = ["@fieldName", "@relevanceScore", "@topRelevanceContributors", "@conditionalMedian"];
                self.left = Some(left.into_iter().chain(["@baselineMedian"]).map(str::to_owned).collect());
            }
            Further::Expand(field) => self.expression(field, Place::Row),
            // Their columns are named after fields in ways that are documented in part only.
            Further::Autoregress { field, .. } => {
                self.expression(field, Place::Row);
                self.left = None;
            }
            Further::Outlier { fields, .. } => {
                self.fields(fields);
                self.left = None;
            }
            Further::Accumulate { field, alias } => {
                self.expression(field, Place::Row);
                self.adds(alias.clone());
            }
            Further::CidrLookup { output, .. } => self.adds(output.iter().map(output_name)),
            Further::AppendColumns { right, .. } => {
                self.found.extend(check(right));
                self.left = None;
            }
            Further::Sessionize { fields, alias, .. } => {
                self.fields(fields);
                self.adds(Some(alias.clone().unwrap_or_else(|| "session_id".to_owned())));
            }
            Further::CountFrequent(fields) => {
                self.fields(fields);
                let counted = fields.iter().map(ToString::to_string);
                self.left = Some(counted.chain(["_approxcount".to_owned()]).collect());
            }
            Further::FillMissing(filled) => {
                for (value, _) in filled {
                    self.expression(value, Place::Row);
                }
            }
            Further::LogCompare(_) | Further::FillDown(_) => {}
        }
    }
}

pub(super) fn output_name((column, alias): &(String, Option<String>)) -> String {
    alias.clone().unwrap_or_else(|| column.clone())
}
