use genauth::event::{Event, Subscription};
use genauth::{Error, ManagementClient};

fn logins(admin: &ManagementClient) -> Result<Subscription, Error> {
    admin.events().subscribe("authing.user.login").start()
}

/// Returns the ID of the next user who signs in; `None` if the subscription has ended.
async fn next_login(logins: &mut Subscription) -> Option<String> {
    while let Some(item) = logins.next().await {
        match item {
            Ok(Event::UserLogin(login)) => return login.user_id().map(str::to_owned),
            Ok(Event::Gap(gap)) => println!("no events since {:?}", gap.from()),
            Ok(other) => println!("{other:?}"),
            Err(error) => println!("{error}"),
        }
    }
    None
}
