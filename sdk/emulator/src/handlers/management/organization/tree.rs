//! Creation of department trees.
//!
//! # Assumptions
//!
//! - The top of the tree is the first department of that name, or else a new organization of that
//!   name with a generated code. `children` are the names of departments directly below it.
//! - `members` is one user, found by username, email address or phone; an existing user is updated,
//!   an unknown one is created, and the user becomes a member of the top of the tree.

use genauth::management::{CreateDepartmentTreeReqDto, ResultDto, UserInfoDto, UserSourceType};

use crate::{
    call::{Call, Response},
    failure::Failure,
    state::{
        organization::Department,
        typed::Phone,
        user::{Key, User},
    },
};

pub(super) fn create_department_tree(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateDepartmentTreeReqDto = call.body()?;
    let mut done = ResultDto::new(0, 0, 0, 0);
    let mut all = call.state.organizations.clone();
    let mut users = call.state.users.clone();
    let mut blank = |name: &str| Department {
        id: call.state.ids.object_id(),
        name: name.to_owned(),
        tenant: body.tenant_id.clone(),
        enabled: true,
        created: call.now,
        updated: call.now,
        ..Department::default()
    };
    let known = all.departments().find(|it| it.name == body.name);
    let top = match known.map(|it| (it.id.clone(), it.organization.clone())) {
        Some(known) => {
            done.update_department += 1;
            known
        }
        None => {
            let mut root = blank(&body.name);
            root.organization = root.id.clone();
            let top = (root.id.clone(), root.organization.clone());
            all.insert(root)?;
            done.add_department += 1;
            top
        }
    };
    for name in body.children.iter().flatten() {
        if all.children(&top.0).any(|child| child.name == *name) {
            done.update_department += 1;
            continue;
        }
        let mut child = blank(name);
        child.parent = Some(top.0.clone());
        child.organization = top.1.clone();
        all.insert(child)?;
        done.add_department += 1;
    }
    if let Some(info) = &body.members {
        let keys = [
            info.username.as_deref().map(Key::Username),
            info.email.as_deref().map(Key::Email),
            info.phone.as_deref().map(|it| Key::Phone(it, info.phone_country_code.as_deref())),
        ];
        let code = info.phone_country_code.as_deref();
        let phone = info.phone.as_deref().map(|phone| Phone::read(phone, code)).transpose();
        let phone = phone.map_err(|problem| Failure::field("members.phone", problem))?;
        let known = keys.into_iter().flatten().find_map(|key| users.find(key));
        let id = match known.map(|user| user.id().to_owned()) {
            Some(id) => {
                users.update(&id, call.now, |profile| fill_in(profile, info, phone))?;
                done.update_user += 1;
                id
            }
            None => {
                let mut user = User::new(call.state.ids.object_id(), call.now);
                user.profile.user_source_type = UserSourceType::AdminCreated;
                fill_in(&mut user.profile, info, phone);
                let id = user.id().to_owned();
                users.insert(user)?;
                done.add_user += 1;
                id
            }
        };
        all.get_mut(&top.0)?.join(&id, call.now);
    }
    call.state.organizations = all;
    call.state.users = users;
    Response::data(&done)
}

fn fill_in(profile: &mut genauth::management::UserDto, info: &UserInfoDto, phone: Option<Phone>) {
    let UserInfoDto { username, email, name, gender, .. } = info;
    if let Some(Phone { number, calling_code }) = phone {
        profile.phone = Some(number);
        profile.phone_country_code = calling_code.or(profile.phone_country_code.take());
    }
    for (kept, given) in [
        (&mut profile.username, username),
        (&mut profile.email, email),
        (&mut profile.name, name),
        (&mut profile.country, &info.country),
        (&mut profile.province, &info.province),
        (&mut profile.city, &info.city),
    ] {
        if given.is_some() {
            kept.clone_from(given);
        }
    }
    if let Some(gender) = gender {
        profile.gender = gender.clone();
    }
}
