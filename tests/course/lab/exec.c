/*
 * The exec family: a process becomes another program. Its pid stays; code, data
 * and stack are new. The letters of the six names: l takes the arguments as a
 * list, v as a vector; p looks for the file along PATH; e takes an environment.
 */
#include "lab.h"

static char *const calls[] = { "execl", "execv", "execlp", "execvp", "execle",
	"execve" };

/* The new program: the same file, called with the name of a call and a pid. */
static int
be_new(const char *call, const char *pid)
{
	const char *word = getenv("WORD");
	const char *wanted = call[strlen(call) - 1] == 'e' ? "given" : "kept";

	say("%-6s pid %d, WORD is %s", call, getpid(), word);
	const bool is_same = strtol(pid, NULL, 10) == getpid();
	return is_same && strcmp(word, wanted) == 0 ? 0 : 1;
}

/* Becomes that file by one of the six; returns only if it cannot. */
static void
become(int which, char *path, char *name, char *pid)
{
	char *call = calls[which];
	char *vector[] = { name, call, pid, NULL };
	char *words[] = { "WORD=given", NULL };

	if (which == 0)
		(void)execl(path, name, call, pid, (char *)NULL);
	if (which == 1)
		(void)execv(path, vector);
	if (which == 2)
		(void)execlp(name, name, call, pid, (char *)NULL);
	if (which == 3)
		(void)execvp(name, vector);
	if (which == 4)
		(void)execle(path, name, call, pid, (char *)NULL, words);
	if (which == 5)
		(void)execve(path, vector, words);
}

/* A child tries it; a failed exec ends with the shell's exit statuses. */
static int
try(int which, char *path, char *name)
{
	char pid[16];
	const pid_t child = must_fork();

	if (child != 0)
		return status_of(child);
	must("snprintf", snprintf(pid, sizeof(pid), "%d", getpid()));
	become(which, path, name, pid);
	const int error = errno;
	say("%s: %s", path, strerror(error));
	exit(error == ENOENT ? 127 : 126);
}

int
main(int argc, char *argv[])
{
	char path[4096], *slash = strrchr(argv[0], '/');

	if (argc == 3)
		return be_new(argv[1], argv[2]);
	if (slash == NULL || strlen(argv[0]) >= sizeof(path))
		skip(argv[0], "call it by its path, such as ./exec");
	memcpy(path, argv[0], strlen(argv[0]) + 1);
	*slash = '\0'; /* the directory is left in argv[0] */
	must("setenv", setenv("PATH", argv[0], 1));
	must("setenv", setenv("WORD", "kept", 1));
	for (int i = 0; i < 6; i++)
		expect(try(i, path, slash + 1) == 0, "same pid, new program");
	expect(try(0, "/no/such/file", "no") == 127, "no such file: 127");
	expect(try(0, "/", "no") == 126, "a directory is no program: 126");
	return 0;
}
