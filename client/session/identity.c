/* The names of scripts: see identity.h. */
#include "session/identity.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "shared/grammar.h"

/* The base if the login name is not a valid name in the chat. */
#define FALLBACK "script"

/* Room for "-", a process ID, "-", a number and a NUL. */
#define SUFFIX_SIZE (2 + 2 * STR_DIGITS + 1)

/*
 * Returns the length of the base, cut to no more than most bytes, at the end of
 * a character.
 */
static size_t
identity_cut(struct str base, size_t most)
{
	if (base.len <= most)
		return base.len;
	while (most > 0 && ((unsigned char)base.at[most] & 0xc0) == 0x80)
		most--;
	return most;
}

static struct str
join(struct str base, struct str suffix, char room[LIMIT_NAME])
{
	const size_t len = identity_cut(base, LIMIT_NAME - suffix.len);

	memcpy(room, base.at, len);
	memcpy(room + len, suffix.at, suffix.len);
	return (struct str) { room, len + suffix.len };
}

static struct str
login_name(void)
{
	const struct passwd *user = getpwuid(getuid());

	return user != NULL ? str_from(user->pw_name) : STR(FALLBACK);
}

struct str
identity_name(const char *base, unsigned attempt, char room[LIMIT_NAME])
{
	const struct str wanted = base != NULL ? str_from(base) : login_name();
	const unsigned pid = (unsigned)getpid();
	char suffix[SUFFIX_SIZE];

	if (attempt == 0)
		(void)snprintf(suffix, sizeof(suffix), "-%u", pid);
	else
		(void)snprintf(suffix, sizeof(suffix), "-%u-%u", pid, attempt);
	const struct str name = join(wanted, str_from(suffix), room);
	if (name_check(name) == CODE_OK)
		return name;
	return join(STR(FALLBACK), str_from(suffix), room);
}
