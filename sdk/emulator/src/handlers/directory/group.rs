//! Views of groups.

use genauth::management::GroupDto;

use super::user::{self, Wanted};
use crate::state::{State, group::Group};

/// Returns a group as the API shows it.
pub(crate) fn view(state: &State, group: &Group, with_members: bool) -> GroupDto {
    let members = group.members.iter().filter(|_| with_members);
    let members = members.filter_map(|id| state.users.get(id));
    let members: Vec<_> = members.map(|it| user::view(state, it, Wanted::default())).collect();
    GroupDto::new()
        .id(&*group.id)
        .code(&*group.code)
        .name(&*group.name)
        .description(&*group.description)
        .r#type(&*group.kind)
        .metadata_source(Vec::<String>::new())
        .members(members)
}
