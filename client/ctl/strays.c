/* Control sockets by their names: see strays.h. */
#include "ctl/strays.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/score.h"
#include "shared/str.h"

/* Where servers that root has started have theirs, each with its user's ID. */
#define RUN "/var/run"
#define OWN "forkcastd."

/* And those of the unit for systemd. */
#define UNIT "/var/run/forkcast"

/* What is looked for, and who takes what is found. */
struct search {
	uint64_t pid;
	void (*take)(const char *path, uid_t owner);
};

/* "forkcastd.PID.control" */
static bool
is_control(const char *name, uint64_t wanted)
{
	struct str rest = str_from(name);
	uint64_t pid;

	return str_eq(str_cut(&rest, '.'), STR("forkcastd")) &&
	    str_to_number(str_cut(&rest, '.'), INT32_MAX, &pid) &&
	    (wanted == 0 || wanted == pid) && str_eq(rest, STR("control"));
}

static void
look_at(const struct search *search, int directory, const char *path,
    const char *name)
{
	char whole[SCORE_PATH + 1];
	struct stat info;
	int len;

	if (!is_control(name, search->pid) ||
	    fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISSOCK(info.st_mode) ||
	    (geteuid() != 0 && info.st_uid != geteuid()))
		return;
	len = snprintf(whole, sizeof(whole), "%s/%s", path, name);
	if (len > 0 && (size_t)len < sizeof(whole))
		search->take(whole, info.st_uid);
}

static void
search_directory(const struct search *search, const char *path)
{
	const struct dirent *entry;
	DIR *all = opendir(path);

	if (all == NULL)
		return;
	while ((entry = readdir(all)) != NULL)
		look_at(search, dirfd(all), path, entry->d_name);
	(void)closedir(all); /* was only read */
}

/* That of a variable, of several the first. */
static void
search_variable(const struct search *search, const char *variable)
{
	const char *value = getenv(variable);
	char path[SCORE_PATH + 1];

	if (value == NULL || value[0] != '/')
		return;
	(void)snprintf(path, sizeof(path), "%.*s", (int)strcspn(value, ":"),
	    value); /* what is longer has no control socket */
	search_directory(search, path);
}

/* "forkcastd.UID" */
static void
search_run(const struct search *search)
{
	const struct dirent *entry;
	char path[SCORE_PATH + 1];
	uint64_t user;
	DIR *all = opendir(RUN);

	if (all == NULL)
		return;
	while ((entry = readdir(all)) != NULL) {
		if (strncmp(entry->d_name, OWN, sizeof(OWN) - 1) != 0 ||
		    !str_to_number(str_from(entry->d_name + sizeof(OWN) - 1),
			UINT32_MAX, &user))
			continue;
		(void)snprintf(path, sizeof(path), RUN "/%.32s",
		    entry->d_name); /* fits: it is such a name */
		search_directory(search, path);
	}
	(void)closedir(all); /* was only read */
}

void
strays_find(uint64_t pid, void (*take)(const char *path, uid_t owner))
{
	const struct search search = { pid, take };

	search_variable(&search, "RUNTIME_DIRECTORY");
	search_variable(&search, "XDG_RUNTIME_DIR");
	search_directory(&search, UNIT);
	search_run(&search);
}
