/* The users of this machine: see login.h. */
#define _DEFAULT_SOURCE /* seteuid */
#include "login.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "must.h"
#include "shared/grammar.h"

const char *
login_own(void)
{
	static char own[64]; /* the entry is libc's */
	const struct passwd *entry = getpwuid(geteuid());

	if (entry == NULL || name_check(str_from(entry->pw_name)) != CODE_OK)
		tap_skip("the user has no login that can be a name");
	(void)snprintf(own, sizeof(own), "%s", entry->pw_name); /* fits */
	return own;
}

uid_t
login_find(const char *name)
{
	const struct passwd *entry = getpwnam(name);

	if (entry == NULL)
		tap_skip("a usual user is missing on this machine");
	return entry->pw_uid;
}

void
login_needs_right(void)
{
	if (geteuid() == 0 &&
	    (seteuid(login_find("nobody")) != 0 || seteuid(0) != 0))
		tap_skip("root may not become another user here");
}

uid_t
login_nobodys(void)
{
	uid_t user = 54321;

	while (getpwuid(user) != NULL)
		user++;
	return user;
}

/* Is there a way for others from the root to the directory? */
static bool
is_open(const char *path)
{
	const uid_t other = login_find("nobody");
	bool open;

	MUST(seteuid(other) == 0, "cannot become nobody");
	open = access(path, X_OK) == 0 || errno == ENOENT;
	MUST(seteuid(0) == 0, "cannot become root again");
	return open;
}

void
login_open_path(char path[SCRATCH_PATH])
{
	char *name;

	if (geteuid() != 0)
		tap_skip("only root can be several users");
	login_needs_right();
	scratch_path(path, "socket");
	name = strrchr(path, '/');
	*name = '\0';
	MUST(chmod(path, 0711) == 0, "cannot open %s for others", path);
	if (!is_open(path))
		tap_skip("others cannot reach the directory of the tests");
	*name = '/';
}

struct conn *
login_connect(const char *path, uid_t user)
{
	struct conn *conn;

	MUST(seteuid(user) == 0, "cannot become user %lu", (unsigned long)user);
	conn = conn_open_at(path);
	MUST(seteuid(0) == 0, "cannot become root again");
	return conn;
}
