/* A fake responder that sends what a test tells it to, on a UDP socket. */
#ifndef TESTS_LIB_FAKE_UDP_H
#define TESTS_LIB_FAKE_UDP_H

#include "must.h"
#include "shared/addr.h"
#include "shared/responder.h"

struct fake_udp {
	int fd;
	char address[ADDR_TEXT];
	struct addr asker; /* the sender of the last request */
	char token[RESPONDER_TOKEN + 1]; /* of the last request, ended by NUL */
};

/* Takes requests at the address, whose port may be 0. */
void fake_udp_start(struct fake_udp *fake, const char *address);

/* Has the system refuse requests from now on, as where nobody listens. */
void fake_udp_hold(struct fake_udp *fake);

/* Waits for a request, which must be correct to the byte. */
#define fake_udp_expect(fake) fake_udp_expect_at(HERE, fake)
void fake_udp_expect_at(const char *where, struct fake_udp *fake);

/* Sends a datagram to the sender of the last request. */
void fake_udp_send(struct fake_udp *fake, struct str bytes);

/* Sends "forkcast-is TOKEN ..." and LF. */
void fake_udp_say(struct fake_udp *fake, const char *token, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Waits for a request and answers it in this form. */
#define fake_udp_answer(fake, ...)                              \
	do {                                                    \
		fake_udp_expect(fake);                          \
		fake_udp_say(fake, (fake)->token, __VA_ARGS__); \
	} while (0)

void fake_udp_stop(struct fake_udp *fake);

#endif
