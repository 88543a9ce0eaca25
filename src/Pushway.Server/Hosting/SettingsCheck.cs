using Microsoft.Extensions.Options;
using Pushway.Server.Cli;

namespace Pushway.Server.Hosting;

/// <summary>Checks every setting before anything is touched, and says which one is wrong.</summary>
internal static class SettingsCheck
{
    public static void Run(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            var node = services.GetRequiredService<IOptions<NodeOptions>>().Value;
            ListenAddress.Parse("--http", node.Http);
            ListenAddress.Parse("--mqtt", node.Mqtt);
        }
        catch (OptionsValidationException exception)
        {
            throw new UserMistakeException(Explain(exception), exception);
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("configuration value"))
        {
            // The binder names the setting: a value that is no number, no word of the list, and so on.
            throw new UserMistakeException(exception.Message, exception);
        }
    }

    private static string Explain(OptionsValidationException exception)
    {
        var section = KnownSettings.All.FirstOrDefault(setting => setting.Options == exception.OptionsType)?.Section;
        var failures = exception.Failures.Select(failure =>
            failure.Replace($"{exception.OptionsType.Name}.", $"{section}:", StringComparison.Ordinal));
        return string.Join(' ', failures);
    }
}
