/*
 * A small ipcs -q: IPC_STAT describes a queue, and IPC_SET changes its owner,
 * mode and capacity. "ipcs 137" shows the queue with this key.
 */
#include <time.h>

#include "ipc.h"

#ifdef __linux__
#define msg_cbytes __msg_cbytes /* the bytes in it: no name in POSIX */
#endif

/* Sends ten bytes in a child; returns its pid. */
static pid_t
child_sends(int id)
{
	const struct message {
		long type;
		char text[10];
	} message = { 1, "salam" };
	const pid_t child = must_fork();

	if (child == 0)
		_exit(msgsnd(id, &message, 10, IPC_NOWAIT) == 0 ? 0 : errno);
	return child;
}

static void
show_time(const char *what, time_t when, pid_t pid)
{
	char text[32];
	struct tm local;

	(void)strftime(text, sizeof(text), "%F %T", localtime_r(&when, &local));
	say("  last %s: %s, pid %d", what, when == 0 ? "never" : text, pid);
}

static struct msqid_ds
show(int id)
{
	struct msqid_ds queue;

	must("IPC_STAT", msgctl(id, IPC_STAT, &queue));
	say("queue %d: owner %d, mode %03o, %lu bytes of %lu, %lu messages", id,
	    (int)queue.msg_perm.uid, queue.msg_perm.mode & 0777U,
	    (unsigned long)queue.msg_cbytes, (unsigned long)queue.msg_qbytes,
	    (unsigned long)queue.msg_qnum);
	show_time("send", queue.msg_stime, queue.msg_lspid);
	show_time("receive", queue.msg_rtime, queue.msg_lrpid);
	return queue;
}

int
main(int argc, char *argv[])
{
	if (argc > 1) {
		(void)show(
		    must("msgget", msgget((key_t)strtol(argv[1], NULL, 0), 0)));
		return 0;
	}
	const int id = keep_queue(IPC_PRIVATE);
	struct msqid_ds queue = show(id);
	expect(queue.msg_perm.uid == geteuid(), "the owner is the user");
	expect(queue.msg_stime == 0, "nobody has sent anything");
	const pid_t child = child_sends(id);
	expect(status_of(child) == 0, "a child sends ten bytes");
	queue = show(id);
	expect(queue.msg_lspid == child, "IPC_STAT says who has sent");
	expect(queue.msg_stime >= queue.msg_ctime, "and when");
	expect(queue.msg_cbytes == 10 && queue.msg_qnum == 1,
	    "and how much waits");
	queue.msg_perm.mode = 0640;
	queue.msg_qbytes = 15;
	must("IPC_SET", msgctl(id, IPC_SET, &queue));
	queue = show(id);
	expect((queue.msg_perm.mode & 0777) == 0640, "IPC_SET: the mode");
	expect(status_of(child_sends(id)) == EAGAIN, "ten more do not fit now");
	return 0;
}
