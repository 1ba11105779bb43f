/*
 * A program that becomes sh(1) with the script that stands beside it, as
 * PATH.sh beside PATH: a server takes no script for a program, and a test can
 * say in one what its program does.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SCRIPT_END ".sh"
#define SHELL "/bin/sh"

int
main(int argc, char **argv)
{
	static char script[PATH_MAX + sizeof(SCRIPT_END)], shell[] = SHELL;
	char *words[64] = { shell, script };
	const ssize_t len = readlink("/proc/self/exe", script, PATH_MAX);

	if (len <= 0 || argc > (int)(sizeof(words) / sizeof(*words)) - 3)
		return 70;
	memcpy(script + len, SCRIPT_END, sizeof(SCRIPT_END));
	for (int i = 1; i < argc; i++)
		words[i + 1] = argv[i];
	(void)execv(SHELL, words); /* or it is told */
	perror(SHELL);
	return 71;
}
