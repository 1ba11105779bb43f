/*
 * Shared memory attached with SHM_RDONLY: a process that writes to it is killed
 * with SIGSEGV. Each attachment has its own address. After IPC_RMID, the memory
 * stays until the last attachment is gone.
 */
#include <sys/resource.h>

#include "ipc.h"

static unsigned long
attachments(int id)
{
	struct shmid_ds memory;

	must("IPC_STAT", shmctl(id, IPC_STAT, &memory));
	return (unsigned long)memory.shm_nattch;
}

/* A child writes a byte there; returns how it ended. */
static int
write_in_child(char *memory)
{
	const struct rlimit none = { 0, 0 };
	const pid_t child = must_fork();

	if (child != 0)
		return status_of(child);
	must("setrlimit", setrlimit(RLIMIT_CORE, &none)); /* no core file */
	(void)signal(SIGSEGV, SIG_DFL);
	memory[0] = 'S';
	_exit(0);
}

int
main(void)
{
	const int id = keep_memory(IPC_PRIVATE, 4096);
	char *writer = must_attach(id, 0);
	char *reader = must_attach(id, SHM_RDONLY);

	say("for writing: %p; for reading: %p", (void *)writer, (void *)reader);
	expect(writer != reader, "two addresses");
	expect(attachments(id) == 2, "two attachments (ipcs -m: nattch)");
	memcpy(writer, "salam", 6);
	expect(strcmp(reader, "salam") == 0, "same memory: the reader sees it");
	expect(write_in_child(writer) == 0, "a child may write at the first");
	expect(strcmp(reader, "Salam") == 0, "and the second shows it");
	expect(write_in_child(reader) == 128 + SIGSEGV, "there: SIGSEGV");
	expect(strcmp(reader, "Salam") == 0, "this wrote nothing");
	must("shmdt", shmdt(reader));
	expect(shmat(id, reader + 5, SHM_RND) == reader,
	    "SHM_RND rounds an address down to that of a page");
	must("IPC_RMID", shmctl(id, IPC_RMID, NULL));
	must("shmdt", shmdt(writer));
	expect(strcmp(reader, "Salam") == 0, "removed, but still attached");
	must("shmdt", shmdt(reader));
	expect(shmat(id, NULL, 0) == (void *)-1,
	    "with the last attachment, it is gone");
	return 0;
}
