/*
 * A server and three clients share a queue. Requests have type 1; the type of a
 * reply is the client's pid, so each client receives only its own replies. (No
 * client has pid 1.)
 */
#include <ctype.h>

#include "ipc.h"

#define REQUEST 1
#define CLIENTS 3
#define REQUESTS 4 /* of each client */
#define SIZE (sizeof(struct message) - sizeof(long))

struct message {
	long type;
	pid_t from;
	char text[48];
};

/* Answers one request: its text, in upper case. */
static void
serve(int id)
{
	struct message message;

	must("msgrcv", (long)msgrcv(id, &message, SIZE, REQUEST, 0));
	for (char *c = message.text; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	message.type = message.from;
	must("msgsnd", msgsnd(id, &message, SIZE, 0));
}

/* Asks, and compares: each reply has this client's own number and pid. */
static int
ask(int id, int number)
{
	struct message message;
	char wanted[48];
	bool is_own = true;

	for (int i = 1; i <= REQUESTS; i++) {
		message = (struct message) { REQUEST, getpid(), "" };
		(void)snprintf(message.text, sizeof(message.text),
		    "client %d, request %d", number, i);
		(void)snprintf(
		    wanted, sizeof(wanted), "CLIENT %d, REQUEST %d", number, i);
		must("msgsnd", msgsnd(id, &message, SIZE, 0));
		must("msgrcv", (long)msgrcv(id, &message, SIZE, getpid(), 0));
		say("pid %d gets: %s", getpid(), message.text);
		is_own = is_own && strcmp(message.text, wanted) == 0;
	}
	return is_own ? 0 : 1;
}

int
main(void)
{
	const int id = keep_queue(IPC_PRIVATE);
	pid_t clients[CLIENTS];

	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = must_fork();
		if (clients[i] == 0)
			exit(ask(id, i + 1));
	}
	for (int i = 0; i < CLIENTS * REQUESTS; i++)
		serve(id);
	for (int i = 0; i < CLIENTS; i++)
		expect(status_of(clients[i]) == 0, "a client got its replies");
	return 0;
}
