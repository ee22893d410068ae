//! Search for departments.
//!
//! # Assumptions
//!
//! - Keywords match a part of the name or the code, without regard to case.
//! - `sort` takes precedence over `sortBy` with `orderBy`; without any, departments are in the
//!   order in which they were created. A condition without a value matches every department.

use std::cmp::Ordering;

use genauth::management::{
    DepartmentDto, DepartmentFilterOperator, DepartmentSearchOrder, SearchDepartmentsFilterItemDto,
    SearchDepartmentsListReqDto, SearchDepartmentsReqDto, SortOrder, TargetType,
};
use serde_json::Value;

use super::view;
use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::{compare::compare, search_fields::check_all},
    state::{State, organization::Department},
};

/// Fields of conditions that are not custom.
const FIELDS: [&str; 3] = ["name", "createdAt", "updatedAt"];

pub(super) fn search_departments(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SearchDepartmentsReqDto = call.body()?;
    let all = &call.state.organizations;
    all.root(&body.organization_code)?;
    let keywords = body.keywords.to_lowercase();
    let found = all.departments().filter(|it| it.organization == body.organization_code);
    let found = found.filter(|it| {
        let mut texts = std::iter::once(&it.name).chain(&it.code);
        texts.any(|text| text.to_lowercase().contains(&keywords))
    });
    let found = found.map(|it| view::department(all, it, body.with_custom_data));
    Response::data(&found.collect::<Vec<DepartmentDto>>())
}

pub(super) fn search_departments_list(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SearchDepartmentsListReqDto = call.body()?;
    let page = call.page()?;
    let all = &call.state.organizations;
    all.root(&body.organization_code)?;
    check_fields(call.state, body.advanced_filter.as_deref().unwrap_or_default())?;
    let mut found = Vec::new();
    for it in all.departments().filter(|it| it.organization == body.organization_code) {
        let mut fits = true;
        for condition in body.advanced_filter.iter().flatten() {
            fits &= matches(it, condition)?;
        }
        if fits {
            found.push(it);
        }
    }
    let rules = match body.sort {
        Some(rules) => {
            let rules = rules
                .into_iter()
                .map(|rule| (rule.field.as_str().to_owned(), rule.order == SortOrder::Desc));
            rules.collect()
        }
        None => {
            let descends = body.order_by == Some(DepartmentSearchOrder::Desc);
            let by = body.sort_by.map(|by| (by.as_str().to_owned(), descends));
            by.into_iter().collect::<Vec<_>>()
        }
    };
    found.sort_by(|one, other| {
        let orders = rules.iter().map(|(name, descends)| {
            let order = compare(&field(one, name), &field(other, name));
            if *descends { order.reverse() } else { order }
        });
        orders.fold(Ordering::Equal, Ordering::then)
    });
    let (found, _) = page.of(found);
    let found = found.into_iter().map(|it| view::department(all, it, body.with_custom_data));
    Response::data(&found.collect::<Vec<DepartmentDto>>())
}

/// Checks that every condition refers to a field of departments.
fn check_fields(
    state: &State,
    conditions: &[SearchDepartmentsFilterItemDto],
) -> Result<(), Failure> {
    let fields = conditions.iter().map(|condition| condition.field.as_str());
    let defined = state.custom_fields.of(&TargetType::Department).map(|field| field.key.as_str());
    let known: Vec<&str> = FIELDS.into_iter().chain(defined).collect();
    check_all(fields, &known, |name| {
        state.organizations.departments().any(|it| it.custom_data.contains_key(name))
    })
}

fn field(department: &Department, name: &str) -> Value {
    match name {
        "name" => department.name.clone().into(),
        "createdAt" => department.created.text().into(),
        "updatedAt" => department.updated.text().into(),
        custom => department.custom_data.get(custom).cloned().unwrap_or(Value::Null),
    }
}

fn matches(
    department: &Department,
    condition: &SearchDepartmentsFilterItemDto,
) -> Result<bool, Failure> {
    let Some(given) = condition.value.as_ref().filter(|given| !given.is_null()) else {
        return Ok(true);
    };
    let field = field(department, &condition.field);
    let invalid_value = |wanted: &str| {
        let problem = format!("must be {wanted} for this operator");
        Failure::field("advancedFilter.value", &problem)
    };
    Ok(match &condition.operator {
        DepartmentFilterOperator::Equal => compare(&field, given).is_eq(),
        DepartmentFilterOperator::Greater => !field.is_null() && compare(&field, given).is_ge(),
        DepartmentFilterOperator::Lesser => !field.is_null() && compare(&field, given).is_le(),
        DepartmentFilterOperator::Contains => {
            let (text, part) = (field.as_str(), given.as_str());
            let part = part.ok_or_else(|| invalid_value("a text"))?.to_lowercase();
            text.is_some_and(|text| text.to_lowercase().contains(&part))
        }
        DepartmentFilterOperator::In => {
            let list = given.as_array().ok_or_else(|| invalid_value("a list"))?;
            list.iter().any(|given| compare(&field, given).is_eq())
        }
        DepartmentFilterOperator::Between => {
            let ends = given.as_array().map(Vec::as_slice);
            let Some([from, to]) = ends else { return Err(invalid_value("a list of two")) };
            compare(&field, from).is_ge() && compare(&field, to).is_le()
        }
        other => return Err(Failure::invalid(format!("unknown operator `{other}`"))),
    })
}
