/* Files, and what looks like them: see attempts.h. */
#define _GNU_SOURCE /* syscall */
#include "attempts.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/sandbox/sandbox.h"

static long
open_at(const char *path, int flags)
{
	return syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
}

static long
read_a_file(const char *path)
{
	return open_at(path, O_RDONLY);
}

static long
write_a_file(const char *path)
{
	return open_at(path, O_WRONLY | O_TRUNC);
}

static long
make_a_file(const char *path)
{
	return open_at(path, O_WRONLY | O_CREAT);
}

static long
open_memory_of(const char *pid)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%s/mem", pid);
	return open_at(path, O_RDWR);
}

static long
open_own_memory(const char *unused)
{
	(void)unused;
	return open_at("/proc/self/mem", O_RDWR);
}

/* The parent's end of what is here the end for writing. */
static long
open_descriptor_again(const char *unused)
{
	(void)unused;
	return open_at("/proc/self/fd/1", O_RDONLY);
}

static long
remove_a_file(const char *path)
{
	return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

static long
change_a_mode(const char *path)
{
	return syscall(SYS_fchmodat, AT_FDCWD, path, 0777);
}

static long
go_elsewhere(const char *unused)
{
	(void)unused;
	return syscall(SYS_chdir, "/");
}

static long
change_the_root(const char *unused)
{
	(void)unused;
	return syscall(SYS_chroot, "/");
}

static long
mount_over(const char *unused)
{
	(void)unused;
	return syscall(SYS_mount, "none", "/mnt", "tmpfs", 0L, NULL);
}

static long
make_memory_file(const char *unused)
{
	(void)unused;
	return syscall(SYS_memfd_create, "probe", 0);
}

static long
copy_descriptor(const char *unused)
{
	(void)unused;
	return syscall(SYS_dup, CHILD_UPLINK);
}

static long
make_bell_block(const char *unused)
{
	(void)unused;
	return syscall(SYS_fcntl, CHILD_BELL, F_SETFL, 0);
}

/* No one's harm: the bell is but a hint. */
static long
ring_wildly(const char *unused)
{
	(void)unused;
	return syscall(SYS_write, CHILD_BELL, "\377\1\0\0\7\0\0\200hello", 13);
}

const struct attempts attempts_files[] = {
	{ "read_a_file", read_a_file },
	{ "write_a_file", write_a_file },
	{ "make_a_file", make_a_file },
	{ "open_memory_of", open_memory_of },
	{ "open_own_memory", open_own_memory },
	{ "open_descriptor_again", open_descriptor_again },
	{ "remove_a_file", remove_a_file },
	{ "change_a_mode", change_a_mode },
	{ "go_elsewhere", go_elsewhere },
	{ "change_the_root", change_the_root },
	{ "mount_over", mount_over },
	{ "make_memory_file", make_memory_file },
	{ "copy_descriptor", copy_descriptor },
	{ "make_bell_block", make_bell_block },
	{ "ring_wildly", ring_wildly },
	{ NULL, NULL },
};
