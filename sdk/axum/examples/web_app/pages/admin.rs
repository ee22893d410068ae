//! Users and their roles, for administrators.
//!
//! Every handler checks the role itself: hiding the link protects nothing.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use futures_util::future::try_join_all;
use genauth::{
    Error, ManagementClient,
    management::{
        AssignRoleDto, GetUserRolesParams, ListUsersOptionsDto, ListUsersRequestDto, PaginationDto,
        RevokeRoleDto, TargetDto, TargetType, UserDto,
    },
};
use genauth_axum::CurrentUser;
use serde::Deserialize;

use crate::{
    layout::{Layout, page},
    problem::{Failure, Problem},
    roles::{self, ADMIN},
    web::Web,
};

/// Users on a page.
const LIMIT: i64 = 10;

/// A user as shown.
struct Row {
    id: String,
    name: String,
    roles: String,
    is_admin: bool,
    is_self: bool,
}

#[derive(Template)]
#[template(path = "admin.html", config = "examples/web_app/askama.toml")]
struct Users {
    layout: Layout,
    users: Vec<Row>,
    total: i64,
    previous: Option<i64>,
    next: Option<i64>,
    problem: Problem,
}

#[derive(Deserialize)]
pub struct Position {
    page: Option<i64>,
}

#[derive(Deserialize)]
pub struct Input {
    user_id: String,
    action: Action,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Assign,
    Revoke,
}

pub async fn show(
    State(web): State<Web>,
    layout: Layout,
    user: CurrentUser,
    Query(position): Query<Position>,
) -> Result<Response, Failure> {
    let admin = authorize(&web, &user).await?;
    show_with(layout, &user, admin, position.page.unwrap_or(1).max(1), Problem::default()).await
}

/// Assigns the role of administrators, or revokes it.
pub async fn change(
    State(web): State<Web>,
    layout: Layout,
    user: CurrentUser,
    Form(input): Form<Input>,
) -> Result<Response, Failure> {
    let admin = authorize(&web, &user).await?;
    // The last administrator cannot lock everyone out.
    if input.user_id == user.id() {
        let problem = Problem::in_form("Ask another administrator to change your own role.");
        return show_with(layout, &user, admin, 1, problem).await;
    }
    let targets = vec![TargetDto::new(TargetType::User, input.user_id)];
    let changed = match input.action {
        Action::Assign => admin.assign_role(AssignRoleDto::new(ADMIN, targets)).await,
        Action::Revoke => admin.revoke_role(RevokeRoleDto::new(ADMIN, targets)).await,
    };
    match changed {
        Ok(_) => Ok(Redirect::to("/admin").into_response()),
        Err(error) => show_with(layout, &user, admin, 1, Problem::of(error)?).await,
    }
}

/// Returns the client of administrators, if the user is one.
async fn authorize<'a>(web: &'a Web, user: &CurrentUser) -> Result<&'a ManagementClient, Failure> {
    match &web.admin {
        Some(admin) if roles::is_admin(&user.client()).await? => Ok(admin),
        Some(_) => Err(Failure::Forbidden),
        None => Err(Failure::NotFound),
    }
}

async fn show_with(
    layout: Layout,
    user: &CurrentUser,
    admin: &ManagementClient,
    number: i64,
    problem: Problem,
) -> Result<Response, Failure> {
    let options =
        ListUsersOptionsDto::new().pagination(PaginationDto::new().page(number).limit(LIMIT));
    let users = admin.list_users(ListUsersRequestDto::new().options(options)).await?;
    let rows = users.list.into_iter().map(|listed| row(admin, listed, user.id()));
    let list = Users {
        layout,
        users: try_join_all(rows).await?,
        total: users.total_count,
        previous: (number > 1).then_some(number - 1),
        next: (number * LIMIT < users.total_count).then_some(number + 1),
        problem,
    };
    page(list.problem.status(), &list)
}

async fn row(admin: &ManagementClient, listed: UserDto, own_id: &str) -> Result<Row, Error> {
    let roles = admin.get_user_roles(GetUserRolesParams::new(&*listed.user_id)).await?;
    let codes: Vec<String> = roles.list.into_iter().map(|role| role.code).collect();
    let names = [listed.username, listed.name, listed.email, listed.phone];
    Ok(Row {
        name: names.into_iter().flatten().next().unwrap_or_else(|| listed.user_id.clone()),
        is_admin: codes.iter().any(|code| code == ADMIN),
        roles: codes.join(", "),
        is_self: listed.user_id == own_id,
        id: listed.user_id,
    })
}
