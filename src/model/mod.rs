//! Plain data that all modules share. No I/O, no framework.

mod access;
mod error;
mod free;
mod hex;
mod log_event;
mod log_group;
mod log_stream;
mod parallel;
mod price;
mod query;
mod query_definition;
mod result_set;
mod source;
mod table_view;
mod temporary;
mod time;
mod visible;

pub use access::Operation;
pub use error::{SourceError, SourceErrorKind};
pub(crate) use free::free_elsewhere;
pub use hex::hex;
pub use log_event::LogEvent;
pub use log_group::{LogClass, LogGroup};
pub use log_stream::{LogStream, StreamOrder};
pub(crate) use parallel::in_parallel;
pub use price::{PriceError, ScanPrices};
pub use query::{
    MAX_QUERY_ROWS, MAX_QUERY_TEXT, QueryId, QueryRequest, QueryResults, QueryRow, QueryStatistics, QueryStatus,
};
pub use query_definition::{QueryDefinition, QueryDefinitionParameter};
pub use result_set::{Column, ColumnKind, ResultSet, ResultSetBuilder};
pub use source::{EventsRequest, GroupFilter, LogSource, Page, SourceFuture, SourceIdentity};
pub use table_view::{CellIs, SortDirection, SortKey, TableView, contains_folded};
pub(crate) use temporary::without_name;
pub use time::{ALL_TIMES, TimeError, TimeRange, format_insights_time, parse_insights_time, parse_time};
pub use visible::{acts_on_display, visible, visible_line};
