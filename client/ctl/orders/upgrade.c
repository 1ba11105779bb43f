/*
 * forkcastctl upgrade: an order like others, except that its path is made
 * absolute, because the server may run in another directory. Only the server
 * can tell whether the program exists: it may run as another user and see other
 * files.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "shared/die.h"

#define USAGE "usage: forkcastctl upgrade [-n] [PATH]"

/*
 * Returns the absolute path, possibly in room. Does not follow symbolic links.
 */
static char *
make_absolute(char room[PATH_MAX], char *path)
{
	size_t len;

	if (path[0] == '/')
		return path;
	if (getcwd(room, PATH_MAX) == NULL)
		die_errno(EX_OSERR,
		    "cannot determine the current directory, for %s", path);
	while (str_begins(str_from(path), STR("./")))
		path += 2;
	len = strlen(room);
	if (snprintf(room + len, PATH_MAX - len, "%s%s",
		room[len - 1] == '/' ? "" : "/", path) >= (int)(PATH_MAX - len))
		die(EX_USAGE, "path too long");
	return room;
}

int
cmd_upgrade(const struct choice *choice, int argc, char **argv)
{
	char rehearse[] = "-n", room[PATH_MAX];
	char *words[4] = { argv[0] };
	int letter, count = 1;

	while ((letter = getopt(argc, argv, "n")) != -1) {
		if (letter != 'n')
			ctl_usage(USAGE);
		words[1] = rehearse;
		count = 2;
	}
	if (argc - optind > 1 || (argc > optind && argv[optind][0] == '\0'))
		ctl_usage(USAGE);
	if (argc > optind)
		words[count++] = make_absolute(room, argv[optind]);
	return cmd_order(choice, count, words);
}
