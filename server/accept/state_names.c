/* The files of the state directory: see state_names.h. */
#include "accept/state_names.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "helpers/keeper/keeper_file.h"
#include "shared/str.h"

static const struct use {
	const char *name;
	bool is_replaced; /* any file with this name is removed, if that can be
			     done */
	bool is_opened; /* with the caller's rights; a lock that root made is
			   held already */
} uses[] = {
	{ KEEPER_LOCK, false, true },
	{ KEEPER_FILE_NEW, true, false },
	{ STATE_LOCK, false, false },
};

/*
 * Returns null for a regular file such as the server makes; else what it is
 * instead.
 */
static const char *
what_else(const struct stat *info)
{
	if (S_ISDIR(info->st_mode))
		return "a directory";
	if (S_ISLNK(info->st_mode))
		return "a symbolic link";
	if (!S_ISREG(info->st_mode))
		return "not a regular file";
	return info->st_nlink > 1 ? "a file with another name (a hard link)" :
				    NULL;
}

static bool
fits(const struct use *use, int directory, const char *path, struct error *why)
{
	struct stat info;
	const char *what;

	if (fstatat(directory, use->name, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ||
		    error_set(why, EX_CONFIG, "state %s: %s: %s", path,
			use->name, strerror(errno));
	if (use->is_replaced && !S_ISDIR(info.st_mode))
		return true;
	what = what_else(&info);
	if (what != NULL)
		return error_set(why, EX_CONFIG,
		    "state %s: %s is %s; remove it", path, use->name, what);
	return !use->is_opened ||
	    faccessat(directory, use->name, R_OK | W_OK, AT_EACCESS) == 0 ||
	    error_set(why, EX_CONFIG, "state %s: cannot open %s: %s; remove it",
		path, use->name, strerror(errno));
}

static bool
all_fit(size_t count, int directory, const char *path, struct error *why)
{
	for (size_t i = 0; i < count; i++)
		if (!fits(&uses[i], directory, path, why))
			return false;
	return true;
}

bool
state_names_fit(int directory, const char *path, struct error *why)
{
	return all_fit(COUNT(uses), directory, path, why);
}

/* Checks all but the last name, which is the server's own. */
bool
state_names_fit_keeper(int directory, const char *path, struct error *why)
{
	return all_fit(COUNT(uses) - 1, directory, path, why);
}
