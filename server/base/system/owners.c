/* Users and groups by their names: see owners.h. */
#include "base/system/owners.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/str.h"

/* The largest ID of a user or group; the next one is -1, which means none. */
#define LARGEST (UINT32_MAX - 1)

bool
owners_user(const char *name, uid_t *user)
{
	const struct passwd *entry;
	uint64_t number;

	if (str_to_number(str_from(name), LARGEST, &number)) {
		*user = (uid_t)number;
		return true;
	}
	errno = 0;
	entry = getpwnam(name);
	if (entry != NULL)
		*user = entry->pw_uid;
	else if (errno == ENOENT)
		errno = 0; /* some systems report no entry so */
	return entry != NULL;
}

bool
owners_group(const char *name, gid_t *group)
{
	const struct group *entry;
	uint64_t number;

	if (str_to_number(str_from(name), LARGEST, &number)) {
		*group = (gid_t)number;
		return true;
	}
	errno = 0;
	entry = getgrnam(name);
	if (entry != NULL)
		*group = entry->gr_gid;
	else if (errno == ENOENT)
		errno = 0; /* some systems report no entry so */
	return entry != NULL;
}

/* Returns whether the group is among the process's supplementary groups. */
static bool
has_besides(gid_t group)
{
	const int count = getgroups(0, NULL);
	gid_t *all;
	bool found = false;
	int got;

	if (count <= 0)
		return false;
	all = calloc((size_t)count, sizeof(*all));
	got = all != NULL ? getgroups(count, all) : 0;
	for (int i = 0; i < got; i++)
		found = found || all[i] == group;
	free(all);
	return found;
}

bool
owners_may_give(gid_t group)
{
	return geteuid() == 0 || getegid() == group || has_besides(group);
}
