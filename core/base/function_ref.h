// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace hoplens {

/// A callable borrowed for the length of a call, as std::function_ref of C++26: no copy, no allocation.
/// What it refers to must outlive it, so pass it down, never store it.
template <typename Signature> class FunctionRef;

template <typename Result, typename... Arguments> class FunctionRef<Result(Arguments...)> {
public:
    template <typename Callable>
        requires(!std::is_same_v<std::remove_cvref_t<Callable>, FunctionRef> && std::is_invocable_r_v<Result, Callable&, Arguments...>)
    FunctionRef(Callable&& callable)
        : m_object(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))),
          m_call([](void* object, Arguments... arguments) -> Result { return (*static_cast<std::remove_reference_t<Callable>*>(object))(std::forward<Arguments>(arguments)...); })
    {
    }
    Result operator()(Arguments... arguments) const { return m_call(m_object, std::forward<Arguments>(arguments)...); }

private:
    void* m_object;
    Result (*m_call)(void*, Arguments...);
};

} // namespace hoplens
