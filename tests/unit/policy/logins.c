/*
 * server/policy/logins: the user database of this machine, as far as it has
 * names.
 */
#include "server/policy/logins.h"

#include <pwd.h>
#include <unistd.h>

#include "server/base/state/module.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "tests/lib/must.h"

/* Does another user stand before it with the same name, but for case? */
static bool
is_shadowed(const char *name)
{
	const struct passwd *entry;
	bool shadowed = false;

	setpwent();
	while (
	    (entry = getpwent()) != NULL && strcmp(entry->pw_name, name) != 0)
		shadowed = shadowed ||
		    str_caseeq(str_from(entry->pw_name), str_from(name));
	endpwent();
	return shadowed;
}

static void
knows_nobody(void)
{
	TAP_NUM(logins_name(getuid()).len, 0, "nobody before it has read");
	TAP_OK(!logins_has(STR("root")), "not even root");
}

/* The answers of the system about root, and about other users. */
static void
knows_users(uid_t user)
{
	const struct passwd *entry = getpwuid(user);
	char name[LIMIT_NAME + 1];

	if (entry == NULL || name_check(str_from(entry->pw_name)) != CODE_OK)
		return;
	memcpy(name, entry->pw_name, strlen(entry->pw_name) + 1);
	TAP_OK(logins_has(str_from(name)), "%s is a login", name);
	if (!is_shadowed(name))
		TAP_STR(logins_name(user), str_from(name), "of user %lu",
		    (unsigned long)user);
	name[0] ^= 0x20;
	TAP_OK(logins_has(str_from(name)), "and so is %s", name);
	TAP_OK(
	    logins_find_like(str_from(name)).len > 0, "which looks like one");
}

int
main(void)
{
	struct error why;

	MUST(modules_init(), "no memory");
	knows_nobody();
	for (int i = 0; i < 3; i++) {
		if (!logins_read(&why))
			tap_skip("this machine has no users");
		logins_use();
		for (uid_t user = 0; user < 20; user++)
			knows_users(user);
	}
	TAP_NUM(logins_name((uid_t)4000000001U).len, 0, "nobody has that ID");
	TAP_OK(!logins_has(STR("no_such_login")), "nor that name");
	TAP_NUM(logins_find_like(STR("no_such_login")).len, 0, "nor its looks");
	if (logins_has(STR("root")))
		TAP_STR(logins_find_like(STR("r\u1d0f\u1d0ft")), STR("root"),
		    "small capitals look like root");
	return tap_done();
}
