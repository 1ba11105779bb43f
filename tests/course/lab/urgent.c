/*
 * Urgent data: a byte sent with MSG_OOB overtakes what waits in a connection,
 * and SIGURG tells the receiver, who reads it with MSG_OOB. The mark stays
 * where the byte was sent.
 */
#include <fcntl.h>

#include "net.h"

static volatile sig_atomic_t urgent;

static void
on_urgent(int signal)
{
	(void)signal;
	urgent = 1;
}

/* Sends "ab", "!" as urgent, and "cd". */
static void
speak(void)
{
	const int fd = must("socket", socket(AF_INET, SOCK_STREAM, 0));

	must("connect", connect(fd, any, size));
	must("send", send(fd, "ab", 2, 0));
	must("send", send(fd, "!", 1, MSG_OOB));
	must("send", send(fd, "cd", 2, 0));
	(void)pause();
}

int
main(void)
{
	const int listener = must_socket(SOCK_STREAM, "0");
	sigset_t blocked, before;
	char text[8] = "";

	must_bind(listener);
	must("listen", listen(listener, 1));
	must("getsockname", getsockname(listener, any, &size));
	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGURG);
	must("sigprocmask", sigprocmask(SIG_BLOCK, &blocked, &before));
	must("signal", signal(SIGURG, on_urgent) == SIG_ERR ? -1 : 0);
	const pid_t child = must_fork();
	if (child == 0)
		speak();
	const int fd = must("accept", accept(listener, NULL, NULL));
	must("F_SETOWN: who gets SIGURG", fcntl(fd, F_SETOWN, getpid()));
	while (recv(fd, text, 1, MSG_OOB) == -1) /* has it come already? */
		while (errno != EINVAL && !urgent)
			(void)sigsuspend(&before);
	expect(text[0] == '!', "the urgent byte is here first");
	expect(read(fd, text, 7) == 2 && memcmp(text, "ab", 2) == 0,
	    "a read ends at the mark");
	expect(must("sockatmark", sockatmark(fd)) == 1, "here is the mark");
	while (recv(fd, text, 2, MSG_PEEK) < 2)
		continue;
	expect(read(fd, text, 7) == 2 && memcmp(text, "cd", 2) == 0,
	    "the next read goes on behind it");
	must("kill", kill(child, SIGTERM));
	return status_of(child) == 128 + SIGTERM ? 0 : 1;
}
