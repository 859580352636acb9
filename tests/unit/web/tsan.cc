// What the thread sanitizer gets wrong here: Poco's libraries are not compiled with it, so it does
// not see that their reference counts order the last use of a socket before its end.
#if defined(__SANITIZE_THREAD__)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:weir::web::ClientSocket::~ClientSocket\n";
}
#endif
