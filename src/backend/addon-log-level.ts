/**
 * C++ that is compiled into the addon on Linux. TensorFlow writes two lines about oneDNN while its library loads,
 * before any setting of its own is read. The library asks `absl::MinLogLevel` for every line; the addon comes first
 * where symbols are looked up, so this definition answers instead: by TF_CPP_MIN_LOG_LEVEL when the user set it, and
 * else "errors only". Nothing that is an error is lost, and no file descriptor is touched.
 *
 * The inline namespace is that of the Abseil release inside TensorFlow 2.21. Under another release nobody would look
 * this symbol up, and the two lines would be back; nothing else would happen.
 */
export const ADDON_LOG_LEVEL_SOURCE = `#include <cstdlib>

namespace absl {
inline namespace lts_20250814 {

enum class LogSeverityAtLeast : int { kInfo = 0, kWarning = 1, kError = 2, kFatal = 3 };

__attribute__((visibility("default"))) LogSeverityAtLeast MinLogLevel() {
  const char* chosen = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (chosen == nullptr || *chosen == '\\0') return LogSeverityAtLeast::kError;
  const int level = std::atoi(chosen);
  return static_cast<LogSeverityAtLeast>(level < 0 ? 0 : level > 3 ? 3 : level);
}

}  // namespace lts_20250814
}  // namespace absl
`;
