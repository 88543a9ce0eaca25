using Microsoft.Extensions.Options;
using Pushway.Server.Cli;

namespace Pushway.Server.Hosting;

/// <summary>Says which setting is wrong.</summary>
internal static class SettingsCheck
{
    /// <summary>Composes a node, which reads some settings, and checks all the others before anything is touched.</summary>
    public static WebApplication Build(Func<WebApplication> build)
    {
        try
        {
            var app = build();
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            return app;
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
        var own = KnownSettings.All.Where(setting => setting.Options == exception.OptionsType).ToList();
        return string.Join(' ', exception.Failures.Select(failure => Explain(failure, exception.OptionsType, own)));
    }

    // Generated checks begin with 'Type.Property:', checks over several properties with 'Property:'.
    private static string Explain(string failure, Type options, List<Setting> own)
    {
        var text = failure.Replace($"{options.Name}.", "", StringComparison.Ordinal);
        var named = own.Find(setting => text.StartsWith($"{setting.Property.Name}:", StringComparison.Ordinal));
        return named is null ? text : $"{named.Section}:{text}";
    }
}
