/*
 * Keys. ftok makes a key from a file's name and a letter, so programs that know
 * both can meet. IPC_PRIVATE makes an object without a key, for a process and
 * its children. With IPC_EXCL, msgget fails if the object exists (EEXIST).
 * Modes control access, as they do for files.
 */
#include "ipc.h"

#define NOBODY 65534

/* The error of one who wants to read the queue, but is not root. */
static int
error_of_user(key_t key)
{
	const pid_t child = must_fork();

	if (child != 0)
		return status_of(child);
	if (geteuid() == 0)
		must("setuid", setuid(NOBODY));
	_exit(msgget(key, 0400) == -1 ? errno : 0);
}

static void
set_mode(int id, unsigned short mode)
{
	struct msqid_ds queue;

	must("IPC_STAT", msgctl(id, IPC_STAT, &queue));
	queue.msg_perm.mode = mode;
	must("IPC_SET", msgctl(id, IPC_SET, &queue));
}

int
main(int argc, char *argv[])
{
	const char *file = argc > 1 ? argv[1] : argv[0];
	const bool is_root = geteuid() == 0;

	const key_t key = must("ftok", ftok(file, 'a'));
	say("ftok(\"%s\", 'a') is 0x%x", file, (unsigned)key);
	expect(
	    ftok(file, 'a') == key, "the same file and letter: the same key");
	expect(ftok(file, 'b') != key, "another letter: another key");
	expect(ftok("/no/such", 'a') == -1 && errno == ENOENT, "no such file");

	const int id = keep_queue(key);
	expect(msgget(key, 0) == id, "whoever knows the key finds the queue");
	expect(
	    msgget(key, IPC_CREAT | IPC_EXCL | 0600) == -1 && errno == EEXIST,
	    "IPC_EXCL: there is one (EEXIST)");
	expect(
	    msgget(key, IPC_CREAT | 0600) == id, "without it: the same queue");

	const int mine = keep_memory(IPC_PRIVATE, 16);
	const int other = keep_memory(IPC_PRIVATE, 16);
	expect(mine != other, "IPC_PRIVATE: a new one each time");
	char *memory = must_attach(mine, 0); /* a child has it, too */
	const pid_t child = must_fork();
	if (child == 0)
		_exit(*memory = 42);
	expect(status_of(child) == 42 && *memory == 42, "a child shares it");
	set_mode(id, is_root ? 0666 : 0600);
	expect(error_of_user(key) == 0, "0666: others may, too");
	set_mode(id, is_root ? 0600 : 0000);
	expect(error_of_user(key) == EACCES, "0600: others may not: EACCES");
	return 0;
}
