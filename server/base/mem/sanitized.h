/* SANITIZED is defined in builds with AddressSanitizer (gcc or clang). */
#ifndef SERVER_BASE_MEM_SANITIZED_H
#define SERVER_BASE_MEM_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#endif
