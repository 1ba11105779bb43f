/* The names of scripts: see identity.h. */
#include "net/identity.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shared/codes.h"
#include "shared/grammar.h"

/* The base if the login name is not a valid name in the chat. */
#define FALLBACK STR("script")

/* Joins the two in room; the base is cut at the end of a character. */
static struct str
join(struct str base, struct str suffix, char room[LIMIT_NAME])
{
	size_t len = base.len;

	if (len > LIMIT_NAME - suffix.len) {
		len = LIMIT_NAME - suffix.len;
		while (len > 0 && ((unsigned char)base.at[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(room, base.at, len);
	memcpy(room + len, suffix.at, suffix.len);
	return (struct str) { room, len + suffix.len };
}

struct str
identity_name(const char *base, unsigned attempt, char room[LIMIT_NAME])
{
	const struct passwd *user = base == NULL ? getpwuid(getuid()) : NULL;
	struct str wanted = FALLBACK;
	char suffix[2 * STR_DIGITS];

	if (base != NULL)
		wanted = str_from(base);
	else if (user != NULL)
		wanted = str_from(user->pw_name);
	if (attempt < IDENTITY_ATTEMPTS)
		(void)snprintf(suffix, sizeof(suffix), "-%u", attempt + 1);
	else
		(void)snprintf(suffix, sizeof(suffix), "-%u-%u",
		    (unsigned)getpid(), attempt);
	const struct str name = join(wanted, str_from(suffix), room);
	if (name_check(name) == CODE_OK)
		return name;
	return join(FALLBACK, str_from(suffix), room);
}
